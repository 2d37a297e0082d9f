# A tree whose nodes know their parents: parent and child refer to each other.
class Node:
    def __init__(self, name, parent=None):
        self.name = name
        self.parent = parent
        self.children = []
        if parent:
            parent.children.append(self)


house = Node("house")
kitchen = Node("kitchen", house)
Node("oven", kitchen)
Node("attic", house)
obj = house


def received(node):
    print(node.name, "in", [n.name for n in node.parent.children])
    print("parent and child agree:", node.parent.children[0] is node)
