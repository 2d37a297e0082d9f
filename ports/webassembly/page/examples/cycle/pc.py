class Node:
    def __init__(self, name, parent=None):
        self.name = name
        self.parent = parent
        self.children = []
        if parent:
            parent.children.append(self)


plant = Node("plant")
obj = Node("pump", plant)
Node("valve", plant)


def received(node, depth=0):
    print("    " * depth + node.name)
    for child in node.children:
        assert child.parent is node
        received(child, depth + 1)
