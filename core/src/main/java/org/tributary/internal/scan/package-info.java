/** The packed order of a padded batch, and a scan over the steps of packed sequences. */
package org.tributary.internal.scan;
