package hilum.ingest.fhir.report;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.PerformanceOptionsEnum;
import ca.uhn.fhir.parser.ErrorHandlerAdapter;
import ca.uhn.fhir.parser.IJsonLikeParser;
import ca.uhn.fhir.parser.json.BaseJsonLikeValue.ScalarType;
import ca.uhn.fhir.parser.json.BaseJsonLikeValue.ValueType;
import ca.uhn.fhir.parser.json.jackson.JacksonStructure;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.instance.model.api.IBase;
import org.hl7.fhir.r4.model.Resource;

/**
 * FHIR R4 from JSON, in two steps: bytes into a tree whose depth and size are bounded, then a part
 * of the tree into a resource. HAPI sees nothing that has not passed the first step, since it reads
 * recursively and writes numbers out in full. It is lenient about what does no harm: what it does
 * not know is left out and counted. Safe for many threads.
 */
@Singleton
public final class FhirJson {
    private static final int DEEPEST = 60;
    private static final int MOST_TOKENS = 300_000;
    private static final int LONGEST_NUMBER = 40;

    private final ObjectMapper json =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(DEEPEST)
                                                    .maxTokenCount(MOST_TOKENS)
                                                    .maxNumberLength(LONGEST_NUMBER)
                                                    .build())
                                    .build())
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    /**
     * R4's definitions, made when the first resource comes: a door that nobody uses costs nothing.
     */
    private static final class Definitions {
        static final FhirContext R4 = make();

        private static FhirContext make() {
            FhirContext context = FhirContext.forR4();
            context.setPerformanceOptions(PerformanceOptionsEnum.DEFERRED_MODEL_SCANNING);
            return context;
        }
    }

    /**
     * A resource as HAPI read it.
     *
     * @param leftOut elements that FHIR R4 does not know or that hold what they must not
     */
    public record Read(Resource resource, int leftOut) {}

    /**
     * The tree of a JSON object.
     *
     * @throws hilum.transport.http.ProblemException 400 if it is none, or larger than the bounds
     */
    public ObjectNode tree(byte[] body) {
        try {
            JsonNode tree = json.readTree(body);
            if (tree instanceof ObjectNode object) {
                return object;
            }
            throw FhirRefusal.unparsable(
                    null, "The body is no JSON object: send one resource of FHIR R4 as JSON");
        } catch (StreamConstraintsException e) {
            throw FhirRefusal.unparsable(
                    null,
                    "The body is nested deeper than %d, has more than %d values or a number longer than %d digits: send less at once"
                            .formatted(DEEPEST, MOST_TOKENS, LONGEST_NUMBER));
        } catch (JsonProcessingException e) {
            if (body.length > 1 && body[0] == 0x1F && body[1] == (byte) 0x8B) {
                throw FhirRefusal.unparsable(
                        null, "The body is compressed: send it without Content-Encoding");
            }
            // Jackson's own words may quote the body, which may hold what must not be repeated.
            throw FhirRefusal.unparsable(
                    null,
                    "The body is no JSON%s: send one resource of FHIR R4 as JSON in UTF-8"
                            .formatted(place(e.getLocation())));
        } catch (IOException e) {
            throw FhirRefusal.unparsable(
                    null, "The body is no JSON in UTF-8: send one resource of FHIR R4 as JSON");
        }
    }

    private static String place(JsonLocation location) {
        return location == null
                ? ""
                : " at line %d, column %d".formatted(location.getLineNr(), location.getColumnNr());
    }

    /** Name of the type that a tree says it is; empty when it says none. */
    public static Optional<String> type(JsonNode resource) {
        JsonNode type = resource.path("resourceType");
        return type.isTextual() ? Optional.of(type.textValue()) : Optional.empty();
    }

    /**
     * The resource that a tree holds.
     *
     * @throws hilum.transport.http.ProblemException 400 if it is none of R4
     */
    public Read read(ObjectNode tree) {
        Leniency leniency = new Leniency();
        JacksonStructure structure = new JacksonStructure();
        structure.setNativeObject(tree);
        try {
            IJsonLikeParser parser = (IJsonLikeParser) Definitions.R4.newJsonParser();
            parser.setParserErrorHandler(leniency);
            if (parser.parseResource(structure) instanceof Resource resource) {
                return new Read(resource, leniency.leftOut);
            }
        } catch (RuntimeException e) {
            // Whatever HAPI stumbles over is the sender's; its words may quote the resource.
            throw FhirRefusal.unparsable(
                    type(tree).filter(FhirJson::isTypeName).orElse(null),
                    "The JSON is no resource of FHIR R4: validate it at the sender");
        }
        throw FhirRefusal.unparsable(null, "The JSON is no resource of FHIR R4: send one");
    }

    private static boolean isTypeName(String type) {
        return type.equals("DiagnosticReport") || type.equals("Bundle");
    }

    /** All elements of a type anywhere in a resource, contained ones included. */
    static <T extends IBase> List<T> elements(Resource resource, Class<T> type) {
        try {
            return Definitions.R4.newTerser().getAllPopulatedChildElementsOfType(resource, type);
        } catch (RuntimeException e) {
            return new ArrayList<>(); // a resource that can be read but not walked names nothing
        }
    }

    /** Counts what is passed over, and keeps nothing of it. */
    private static final class Leniency extends ErrorHandlerAdapter {
        private int leftOut;

        @Override
        public void incorrectJsonType(
                IParseLocation location,
                String element,
                ValueType expected,
                ScalarType expectedScalar,
                ValueType found,
                ScalarType foundScalar) {
            leftOut++;
        }

        @Override
        public void invalidValue(IParseLocation location, String value, String error) {
            leftOut++;
        }

        @Override
        public void unexpectedRepeatingElement(IParseLocation location, String element) {
            leftOut++;
        }

        @Override
        public void unknownAttribute(IParseLocation location, String element) {
            leftOut++;
        }

        @Override
        public void unknownElement(IParseLocation location, String element) {
            leftOut++;
        }
    }
}
