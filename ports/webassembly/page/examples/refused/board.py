# A pickle may ask its reader to call things. The board refuses
# native functions: no data needs them.
obj = "ask me nothing"
