// The worker starts while the rest of the page is still on its way.

import "./engine/early";

void import("./page");
