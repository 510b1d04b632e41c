package org.tributary.examples.figures;

import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** A builder of SVG drawings for charts. Lengths are in pixels; y points down. */
final class Svg {

  /** Colour-blind safe colours of series (Okabe and Ito). */
  static final List<String> COLOURS =
      List.of("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9");

  static final String INK = "#222222";
  static final String GRID = "#dddddd";

  /** The alignment of a text to its point. */
  enum Anchor {
    START,
    MIDDLE,
    END
  }

  private final StringWriter text = new StringWriter();
  private final XMLStreamWriter xml;

  Svg(int width, int height, String title) {
    try {
      xml = XMLOutputFactory.newFactory().createXMLStreamWriter(text);
      xml.writeStartElement("svg");
      xml.writeDefaultNamespace("http://www.w3.org/2000/svg");
      xml.writeAttribute("viewBox", "0 0 %d %d".formatted(width, height));
      xml.writeAttribute("width", Integer.toString(width));
      xml.writeAttribute("height", Integer.toString(height));
      xml.writeAttribute("font-family", "sans-serif");
      xml.writeAttribute("role", "img");
      xml.writeStartElement("title");
      xml.writeCharacters(title);
      xml.writeEndElement();
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e);
    }
    rectangle(0, 0, width, height, "#ffffff");
  }

  void rectangle(double x, double y, double width, double height, String colour) {
    shape(
        "rect",
        List.of(
            "x",
            coordinate(x),
            "y",
            coordinate(y),
            "width",
            coordinate(width),
            "height",
            coordinate(height),
            "fill",
            colour));
  }

  void line(double x1, double y1, double x2, double y2, String colour) {
    shape(
        "line",
        List.of(
            "x1",
            coordinate(x1),
            "y1",
            coordinate(y1),
            "x2",
            coordinate(x2),
            "y2",
            coordinate(y2),
            "stroke",
            colour));
  }

  void circle(double x, double y, double radius, String colour) {
    shape(
        "circle",
        List.of("cx", coordinate(x), "cy", coordinate(y), "r", coordinate(radius), "fill", colour));
  }

  void polyline(List<double[]> points, String colour) {
    String joined =
        points.stream()
            .map(p -> coordinate(p[0]) + "," + coordinate(p[1]))
            .collect(Collectors.joining(" "));
    shape(
        "polyline",
        List.of("points", joined, "fill", "none", "stroke", colour, "stroke-width", "2"));
  }

  void write(double x, double y, int size, Anchor anchor, String words) {
    element(
        "text",
        List.of(
            "x",
            coordinate(x),
            "y",
            coordinate(y),
            "font-size",
            Integer.toString(size),
            "text-anchor",
            anchor.name().toLowerCase(Locale.ROOT),
            "fill",
            INK),
        words);
  }

  /** Ends the drawing and returns its SVG text; nothing can be drawn afterwards. */
  String finish() {
    try {
      xml.writeCharacters("\n");
      xml.writeEndElement();
      xml.close();
      return text + "\n";
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e);
    }
  }

  private void shape(String name, List<String> attributes) {
    element(name, attributes, "");
  }

  private void element(String name, List<String> attributes, String words) {
    try {
      xml.writeCharacters("\n  ");
      xml.writeStartElement(name);
      for (int k = 0; k < attributes.size(); k += 2) {
        xml.writeAttribute(attributes.get(k), attributes.get(k + 1));
      }
      xml.writeCharacters(words);
      xml.writeEndElement();
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String coordinate(double position) {
    return String.format(Locale.ROOT, "%.1f", position);
  }
}
