/** The command line: the program that trains, evaluates, uses and reproduces taggers. */
package org.tributary.examples;
