/** Training in your own graph or on Java arrays, options of the epoch loop, and its listeners. */
package org.tributary.train;
