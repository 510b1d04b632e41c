/** Numbers as people read them, and charts as SVG. Imports nothing of the project. */
package org.tributary.examples.figures;
