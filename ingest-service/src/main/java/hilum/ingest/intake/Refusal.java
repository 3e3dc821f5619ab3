package hilum.ingest.intake;

import hilum.transport.http.ProblemException;

/** The ways in which the intake says no, each a problem type that counts as its own reason. */
public final class Refusal {
    private Refusal() {}

    /** 400: the body is not what its media type says. */
    public static ProblemException unparsable(String detail) {
        return new ProblemException(400, "unparsable", "Body can't be parsed", null, detail);
    }

    /** 413: more than the intake takes at once. */
    public static ProblemException tooLarge(String detail) {
        return new ProblemException(413, "too-large", "Body too large", null, detail);
    }

    /** 422: a field holds what can't be taken. */
    public static ProblemException invalid(String field, String detail) {
        return new ProblemException(422, "invalid", "Field can't be taken", field, detail);
    }

    /** 422: neither text nor image. */
    public static ProblemException empty() {
        return new ProblemException(
                422,
                "empty-study",
                "Study without content",
                "findings",
                "The study has neither text nor image: give findings, impression, text or addendum, or send an image with it");
    }

    /** 422: an image that is broken, too large or of another kind. */
    public static ProblemException image(String detail) {
        return new ProblemException(422, "image", "Image can't be taken", "image", detail);
    }

    /** 507: the re-identification table did not take whom the pseudonym stands for. */
    public static ProblemException register(String reason) {
        return new ProblemException(
                507,
                "reidentification",
                "Re-identification table can't be written",
                null,
                "The re-identification table can't be written (%s): make room or mend the disk of hilum.ingest.reidentification.file, and send the study again"
                        .formatted(reason));
    }

    /** 507: the artifact store did not take the image. */
    public static ProblemException storage(String reason) {
        return new ProblemException(
                507,
                "storage",
                "Image can't be stored",
                "image",
                "The artifact store did not take the image (%s): free space on its disk and send the study again; nothing of it was kept"
                        .formatted(reason));
    }
}
