/** Training in your own graph or on Java arrays, options, listeners, and grid search. */
package org.tributary.train;
