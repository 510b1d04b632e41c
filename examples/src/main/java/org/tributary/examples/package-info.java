/** What a person runs. Nothing in the project depends on it. */
package org.tributary.examples;
