// Tells the pages that wait for it, and closes the tab that was opened for signing in where the browser lets it.
import { channel } from "../players/server.js";

if (channel) channel.postMessage("signed-in");
if (window.opener) window.close();
