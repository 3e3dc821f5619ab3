package hilum.ingest.senders;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The account of every sender over HTTP. */
@Path("/senders")
@Tag(name = "Senders", description = "What came from whom, and what became of it.")
public class SendersResource {
    private final Senders senders;
    private final WaitingStudies waiting;

    SendersResource(Senders senders, WaitingStudies waiting) {
        this.senders = senders;
        this.waiting = waiting;
    }

    /**
     * What {@code GET /senders} answers.
     *
     * @param senders by door and site, since this instance started
     * @param waiting studies that wait for their other half, by site
     */
    public record Answer(List<Account> senders, List<WaitingStudies.Line> waiting) {}

    /** The account. */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Account of each sender, and studies that wait for their other half",
            description =
                    "By door (hl7: messages, fhir: reports, dicom: instances, http: studies) and site, since this instance started. The first 64 sites of a door have lines of their own, the rest are `others`; what can't be read so far is of `unknown`.")
    public Answer account() {
        return new Answer(senders.accounts(), waiting.lines());
    }
}
