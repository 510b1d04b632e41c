package org.tributary.internal.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class GraphFormsTest {
  private interface Part {}

  private interface OwnPart extends Part {
    String form();
  }

  private record Square(int size) implements Part {}

  private record Plain() implements Part {}

  private static final GraphForms<Part, String> FORMS =
      new GraphForms<Part, String>(
              "OwnPart",
              part -> part instanceof OwnPart own ? Optional.of(own.form()) : Optional.empty())
          .with(Square.class, square -> "square of " + square.size());

  @Test
  void findsTheFormOfALibraryDefinitionByItsClass() {
    assertEquals("square of 3", FORMS.of("part", new Square(3)));
  }

  @Test
  void takesTheFormThatADefinitionBrings() {
    OwnPart own = () -> "own";
    assertEquals("own", FORMS.of("part", own));
  }

  @Test
  void refusesADefinitionWithoutAForm() {
    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, () -> FORMS.of("part 2", new Plain()));
    assertEquals(
        "part 2: expected a part with operations of a graph, got "
            + Plain.class.getName()
            + " with inference alone; implement OwnPart to train it",
        refusal.getMessage());
  }
}
