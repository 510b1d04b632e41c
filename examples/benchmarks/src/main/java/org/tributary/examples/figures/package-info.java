/** Charts as SVG. Imports nothing of the project. */
package org.tributary.examples.figures;
