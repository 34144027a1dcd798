// Fixes the size of the young generation; imported before everything else, since it grows while modules are loaded and does not shrink under load.
import { fixSemiSpace, v8Heap } from './heap.js';
import { SMALL_SEMI_SPACE } from './heap-bounds.js';

fixSemiSpace(SMALL_SEMI_SPACE, v8Heap);
