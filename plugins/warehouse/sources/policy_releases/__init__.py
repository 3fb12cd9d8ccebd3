"""정책브리핑 보도자료: releases of central ministries."""
