/** Numbers as people read them. Imports nothing of the project. */
package org.tributary.examples.figures;
