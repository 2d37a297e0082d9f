# Objects at protocols 4 and 5.
from objects import every_object

every_object((4, 5))
