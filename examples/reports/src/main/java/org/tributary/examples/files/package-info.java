/** Files that are written whole or not at all. Imports nothing of the project. */
package org.tributary.examples.files;
