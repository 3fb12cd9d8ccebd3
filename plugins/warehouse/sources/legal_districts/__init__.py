"""법정동코드: the codes of legal districts in force."""
