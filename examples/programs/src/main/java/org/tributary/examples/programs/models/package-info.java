/** Models of a user's own in as few lines as in PyTorch; each class is a program. */
package org.tributary.examples.programs.models;
