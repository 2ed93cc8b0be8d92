"""Attribution: reached goals dealt out to the touches before them, by several conventions beside each other.

None of them says what a touch has caused: they divide what happened anyway.  What a touch causes, an
experiment tells (rule R17).
"""
