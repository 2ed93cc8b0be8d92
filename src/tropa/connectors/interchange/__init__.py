"""What the formats of other tools have alike: a journey's rows as they tell them, and what they leave out."""
