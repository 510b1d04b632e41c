/** Charts as SVG. Imports {@code text}. */
package org.tributary.examples.figures;
