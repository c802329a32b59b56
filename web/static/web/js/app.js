// What enhances every page. Events are handled at the document, so that parts which are swapped in
// need no setup; without any of this each page works by its links and forms.
import "./keys.js";
import "./picking.js";
import "./creating.js";
import "./picker.js";
import "./payees.js";
import "./entry.js";
import "./inplace.js";
import "./menu.js";
import "./older.js";
import "./toasts.js";
import "./drop.js";
import "./refresh.js";
