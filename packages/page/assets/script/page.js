// What the page does beyond what it shows; it is whole without this.
import { startTables } from './tables.js';

startTables();
