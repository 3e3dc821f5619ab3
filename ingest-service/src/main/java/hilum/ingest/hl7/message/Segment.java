package hilum.ingest.hl7.message;

import ca.uhn.hl7v2.DefaultHapiContext;
import ca.uhn.hl7v2.HL7Exception;
import ca.uhn.hl7v2.model.GenericMessage;
import ca.uhn.hl7v2.model.GenericSegment;
import ca.uhn.hl7v2.model.Type;
import ca.uhn.hl7v2.parser.EncodingCharacters;
import ca.uhn.hl7v2.parser.ParserConfiguration;
import ca.uhn.hl7v2.parser.PipeParser;
import ca.uhn.hl7v2.util.Terser;
import ca.uhn.hl7v2.validation.impl.ValidationContextFactory;
import java.util.ArrayList;
import java.util.List;

/**
 * One segment; HAPI reads its fields when they are first asked for. Fields, components and
 * subcomponents count from 1, repetitions from 0. What is absent, or deleted by {@code ""}, is
 * empty. Confined to one thread.
 */
public final class Segment {
    private static final String DELETED = "\"\"";
    private static final PipeParser PARSER = parser();
    private static final GenericMessage PARENT = parent();

    private final String name;
    private final int sequence;
    private final String text;
    private final EncodingCharacters delimiters;
    private GenericSegment fields;

    Segment(String name, int sequence, String text, EncodingCharacters delimiters) {
        this.name = name;
        this.sequence = sequence;
        this.text = text;
        this.delimiters = delimiters;
    }

    private static PipeParser parser() {
        DefaultHapiContext context = new DefaultHapiContext();
        context.setValidationContext(ValidationContextFactory.noValidation());
        ParserConfiguration configuration = new ParserConfiguration();
        configuration.setEscaping(new Escapes());
        context.setParserConfiguration(configuration);
        return context.getPipeParser();
    }

    /** HAPI's segments hang below a message; this one is never filled. */
    private static GenericMessage parent() {
        GenericMessage message = new GenericMessage.V26(PARSER.getFactory());
        message.setParser(PARSER);
        return message;
    }

    /** Three letters. */
    public String name() {
        return name;
    }

    /** Where a fault in it is. */
    public Rejection.Place place(int field) {
        return new Rejection.Place(name, sequence, field);
    }

    /** First component of the first repetition. */
    public String get(int field) {
        return get(field, 1);
    }

    public String get(int field, int component) {
        return get(field, 0, component, 1);
    }

    public String get(int field, int repetition, int component, int subcomponent) {
        if (repetition >= repetitions(field)) {
            return "";
        }
        try {
            String value = Terser.get(parsed(), field, repetition, component, subcomponent);
            return value == null || value.equals(DELETED) ? "" : value.strip();
        } catch (HL7Exception e) {
            throw unreadable(field, e);
        }
    }

    /** How often the field repeats; 0 when it is absent. */
    public int repetitions(int field) {
        try {
            GenericSegment segment = parsed();
            return field > segment.numFields() ? 0 : segment.getField(field).length;
        } catch (HL7Exception e) {
            throw unreadable(field, e);
        }
    }

    /** All that a repetition holds, component by component; each holds its subcomponents. */
    public List<List<String>> components(int field, int repetition) {
        if (repetition >= repetitions(field)) {
            return List.of();
        }
        try {
            Type type = parsed().getField(field, repetition);
            List<List<String>> components = new ArrayList<>();
            for (int c = 1; c <= Terser.numComponents(type); c++) {
                List<String> subcomponents = new ArrayList<>();
                for (int s = 1; s <= Terser.numSubComponents(type, c); s++) {
                    String value = Terser.getPrimitive(type, c, s).getValue();
                    subcomponents.add(value == null || value.equals(DELETED) ? "" : value);
                }
                components.add(subcomponents);
            }
            return components;
        } catch (HL7Exception e) {
            throw unreadable(field, e);
        }
    }

    /**
     * The field as prose: each repetition a line, delimiters that nobody escaped put back where
     * they stood.
     */
    public String prose(int field) {
        StringBuilder prose = new StringBuilder();
        for (int repetition = 0; repetition < repetitions(field); repetition++) {
            if (repetition > 0) {
                prose.append('\n');
            }
            String component = "";
            for (List<String> subcomponents : components(field, repetition)) {
                prose.append(component);
                prose.append(
                        String.join(
                                String.valueOf(delimiters.getSubcomponentSeparator()),
                                subcomponents));
                component = String.valueOf(delimiters.getComponentSeparator());
            }
        }
        return prose.toString();
    }

    private GenericSegment parsed() throws HL7Exception {
        if (fields == null) {
            GenericSegment segment = new GenericSegment(PARENT, name);
            PARSER.parse(segment, name + text.substring(name.length()), delimiters);
            fields = segment;
        }
        return fields;
    }

    /** HAPI's own words may quote the field. */
    private Rejection unreadable(int field, HL7Exception cause) {
        Rejection rejection =
                new Rejection(
                        Rejection.Code.TYPE,
                        place(field),
                        "Segment %s can't be read: check its delimiters".formatted(name));
        rejection.addSuppressed(new IllegalStateException(cause.getClass().getName()));
        return rejection;
    }
}
