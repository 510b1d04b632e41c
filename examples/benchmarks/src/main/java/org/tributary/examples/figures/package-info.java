/**
 * Charts as SVG. Imports nothing of the project. XChart, which draws the pictures of the programs,
 * writes texts as outlines of their letters: 170 kB for five points, by Batik's generator.
 */
package org.tributary.examples.figures;
