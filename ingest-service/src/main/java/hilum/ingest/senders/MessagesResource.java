package hilum.ingest.senders;

import com.fasterxml.jackson.databind.JsonNode;
import hilum.ingest.IntakeApi;
import hilum.ingest.intake.JsonBody;
import hilum.ingest.intake.Refusal;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Finds what became of an HL7 message. The control id comes in the body: no log has it. */
@Path("/messages:find")
@Tag(name = "Senders", description = "What came from whom, and what became of it.")
public class MessagesResource {
    /** HL7 says 20 or 199 characters, by version. */
    private static final int LONGEST = 256;

    private final Deliveries deliveries;

    MessagesResource(Deliveries deliveries) {
        this.deliveries = deliveries;
    }

    /**
     * What a search answers.
     *
     * @param found whether the message is among those that are kept
     * @param message what became of it
     * @param kept how far back a message can be found
     */
    public record Answer(boolean found, Optional<Delivery> message, Deliveries.Kept kept) {}

    /** Finds a message. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Find what became of an HL7 message",
            description =
                    "`sender` is its site, or its sending facility (MSH-4); `controlId` is MSH-10. Among the newest messages of this instance (`hilum.ingest.hl7.remember`), which are kept by a keyed hash of both; `kept` says how far back.")
    @APIResponse(
            responseCode = "200",
            description = "Found or not",
            content = @Content(schema = @Schema(implementation = Answer.class)))
    @APIResponse(responseCode = "400", ref = IntakeApi.NO_JSON)
    @APIResponse(responseCode = "422", ref = IntakeApi.INVALID)
    public Answer find(
            @RequestBody(
                            content =
                                    @Content(
                                            mediaType = MediaType.APPLICATION_JSON,
                                            schema = @Schema(type = SchemaType.OBJECT),
                                            examples =
                                                    @ExampleObject(
                                                            name = "message",
                                                            value =
                                                                    "{\"sender\": \"north\", \"controlId\": \"MSG00001\"}")))
                    byte[] question) {
        JsonNode asked = JsonBody.object(question, "{\"sender\": …, \"controlId\": …}");
        Optional<Delivery> message =
                deliveries.find(text(asked, "sender"), text(asked, "controlId"));
        return new Answer(message.isPresent(), message, deliveries.kept());
    }

    private static String text(JsonNode asked, String field) {
        JsonNode value = asked.path(field);
        if (!value.isTextual()
                || value.textValue().isBlank()
                || value.textValue().length() > LONGEST) {
            throw Refusal.invalid(
                    field,
                    "Field %s is no text of 1 to %d characters: give sender (site or MSH-4) and controlId (MSH-10)"
                            .formatted(field, LONGEST));
        }
        return value.textValue();
    }
}
