/** Input files, and output files that are written atomically. Imports nothing of the project. */
package org.tributary.examples.files;
