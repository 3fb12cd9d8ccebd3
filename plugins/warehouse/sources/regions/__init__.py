"""주민등록 인구: residents per local government and month."""
