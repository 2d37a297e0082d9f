// Included by a flag: what mpconfigport.h wants to see.
#define PORT_CONFIG 1
