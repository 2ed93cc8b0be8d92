"""What is not there when it is needed, apart from the ports themselves: who only tells it need load nothing more."""


class WarehouseUnavailable(Exception):
    """A warehouse cannot be reached or used; says which, why and what to do, and no secret."""
