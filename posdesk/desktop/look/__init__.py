"""How the till looks: tokens, fonts, the theme, icons, and the factories every view builds with."""
