/** The command-line program that trains, evaluates, applies and reproduces taggers. */
package org.tributary.examples;
