/** Input files, and output files that are written atomically. */
package org.tributary.examples.files;
