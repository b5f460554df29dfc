-- CreateEnum
CREATE TYPE "DocumentKind" AS ENUM ('NOTES', 'WHITEBOARD');

-- CreateEnum
CREATE TYPE "VersionCause" AS ENUM ('EDIT', 'PHASE', 'END', 'RESTORE');

-- CreateTable
CREATE TABLE "DocumentVersion" (
    "id" TEXT NOT NULL,
    "sessionId" TEXT NOT NULL,
    "kind" "DocumentKind" NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "cause" "VersionCause" NOT NULL,
    "editorIds" TEXT[],
    "snapshot" BYTEA NOT NULL,

    CONSTRAINT "DocumentVersion_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "SessionNote" (
    "sessionId" TEXT NOT NULL,
    "content" TEXT NOT NULL,
    "document" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "SessionNote_pkey" PRIMARY KEY ("sessionId")
);

-- CreateTable
CREATE TABLE "SessionWhiteboard" (
    "sessionId" TEXT NOT NULL,
    "elements" TEXT NOT NULL,
    "image" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "SessionWhiteboard_pkey" PRIMARY KEY ("sessionId")
);

-- CreateTable
CREATE TABLE "DocumentEdits" (
    "sessionId" TEXT NOT NULL,
    "kind" "DocumentKind" NOT NULL,
    "userId" TEXT NOT NULL,
    "edits" INTEGER NOT NULL,

    CONSTRAINT "DocumentEdits_pkey" PRIMARY KEY ("sessionId","kind","userId")
);

-- CreateIndex
CREATE INDEX "DocumentVersion_sessionId_kind_createdAt_idx" ON "DocumentVersion"("sessionId", "kind", "createdAt");

-- AddForeignKey
ALTER TABLE "DocumentVersion" ADD CONSTRAINT "DocumentVersion_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "StudySession"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SessionNote" ADD CONSTRAINT "SessionNote_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "StudySession"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SessionWhiteboard" ADD CONSTRAINT "SessionWhiteboard_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "StudySession"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "DocumentEdits" ADD CONSTRAINT "DocumentEdits_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "StudySession"("id") ON DELETE CASCADE ON UPDATE CASCADE;
