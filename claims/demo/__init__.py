"""The demonstration newsroom: real actors and events, taken through the desk by the code that editors use."""

GROUP = "Demonstration"  # the accounts in this group exist in demonstrations only
