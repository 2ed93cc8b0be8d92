"""Pictures beside the map: the blueprint, requests by touchpoints, channels by what they can do."""
