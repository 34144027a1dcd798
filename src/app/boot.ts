// Imported before everything else, since V8's young generation is small only until modules are loaded, and does not shrink under load.
import { fixSemiSpace, v8Heap } from './heap.js';
import { SMALL_SEMI_SPACE } from './heap-bounds.js';

fixSemiSpace(SMALL_SEMI_SPACE, v8Heap);
