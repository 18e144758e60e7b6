// Starts the behaviour of every page. All listeners are delegated, so swapped-in parts need no set-up.
import "ichigen/requests";
import "ichigen/page";
import "ichigen/dialogs";
import "ichigen/drawer";
import "ichigen/fields";
import "ichigen/pick";
import "ichigen/keys";
import "ichigen/place";
import "ichigen/jump";
import "ichigen/live";
import "ichigen/matrix";
