/** The state of a training run in a file. */
package org.tributary.internal.checkpoint;
