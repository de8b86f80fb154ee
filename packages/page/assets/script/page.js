// What the page does beyond what it shows; it is whole without this.
import { startFields } from './fields.js';
import { startTables } from './tables.js';

startTables();
startFields();
