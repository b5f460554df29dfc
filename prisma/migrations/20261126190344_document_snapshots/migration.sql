-- CreateTable
CREATE TABLE "DocumentSnapshot" (
    "sessionId" TEXT NOT NULL,
    "kind" "DocumentKind" NOT NULL,
    "epoch" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "snapshot" BYTEA,
    "place" TEXT NOT NULL,
    "owners" JSONB NOT NULL,
    "edits" JSONB NOT NULL,
    "concluded" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "DocumentSnapshot_pkey" PRIMARY KEY ("sessionId","kind")
);

-- CreateIndex
CREATE INDEX "DocumentSnapshot_concluded_idx" ON "DocumentSnapshot"("concluded");
