"""Pictures: journeys and answers as HTML."""
