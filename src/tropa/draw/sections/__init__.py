"""What stands beneath a map: requests, the fields of forms, the calendar of communications."""
