# Data nested deeper than any C stack holds.
try:
    import mpickle as pickle
except ImportError:
    import pickle

x = None
for _ in range(1500):
    x = (x,)
y = pickle.loads(pickle.dumps(x))
n = 0
while y:
    y = y[0]
    n += 1
print(n)
