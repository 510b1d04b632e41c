/** Charts as PNG files, drawn by XChart. Imports nothing of the project. */
package org.tributary.examples.picture;
