package hilum.ingest.pacs;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * A data set in DICOM JSON (PS3.18, annex F). Reads what is there and takes anything else for
 * absent; it holds identifiers, so it is never printed.
 */
public final class Attributes {
    private static final String VALUE = "Value";
    private static final int DEEPEST = 32;

    private final JsonNode set;

    public Attributes(JsonNode set) {
        this.set = set;
    }

    /** The first value as text, without blanks at its ends; empty where there is none. */
    public Optional<String> text(Tag tag) {
        return texts(tag).stream().findFirst();
    }

    /** All values as texts; of a name its alphabetic form. Blank ones are left out. */
    public List<String> texts(Tag tag) {
        List<String> texts = new ArrayList<>();
        for (JsonNode value : set.path(tag.key()).path(VALUE)) {
            text(value).ifPresent(texts::add);
        }
        return texts;
    }

    /** The first value, or the empty string, in capitals: for code strings. */
    public String code(Tag tag) {
        return text(tag).map(t -> t.toUpperCase(java.util.Locale.ROOT)).orElse("");
    }

    /** The first value as a finite number. */
    public Optional<Double> number(Tag tag) {
        return text(tag)
                .flatMap(
                        text -> {
                            try {
                                return Optional.of(Double.parseDouble(text));
                            } catch (NumberFormatException e) {
                                return Optional.empty();
                            }
                        })
                .filter(Double::isFinite);
    }

    /** The items of a sequence. */
    public List<Attributes> items(Tag sequence) {
        List<Attributes> items = new ArrayList<>();
        for (JsonNode item : set.path(sequence.key()).path(VALUE)) {
            if (item.isObject()) {
                items.add(new Attributes(item));
            }
        }
        return items;
    }

    /** A place in a data set: the attribute's key and its value representation. */
    public record Element(String key, String vr) {}

    /** Visits every value of this set and of the items below it, as text. */
    public void each(BiConsumer<Element, String> visitor) {
        each(set, visitor, 0);
    }

    private static void each(JsonNode set, BiConsumer<Element, String> visitor, int depth) {
        for (Map.Entry<String, JsonNode> attribute : set.properties()) {
            Element element =
                    new Element(attribute.getKey(), attribute.getValue().path("vr").asText());
            for (JsonNode value : attribute.getValue().path(VALUE)) {
                if (element.vr().equals("SQ")) {
                    if (depth < DEEPEST) {
                        each(value, visitor, depth + 1);
                    }
                } else {
                    text(value).ifPresent(text -> visitor.accept(element, text));
                }
            }
        }
    }

    private static Optional<String> text(JsonNode value) {
        JsonNode plain = value.isObject() ? value.path("Alphabetic") : value;
        return Optional.of(plain.asText("").strip()).filter(t -> !t.isEmpty());
    }

    /** Identifiers are never printed. */
    @Override
    public String toString() {
        return "Attributes[" + set.size() + "]";
    }
}
