# Objects at protocols 0 and 2.
from objects import every_object

every_object((0, 2))
