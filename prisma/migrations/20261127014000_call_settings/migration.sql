-- AlterTable
ALTER TABLE "SessionSettings" ADD COLUMN     "audioOnly" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "focusMode" BOOLEAN NOT NULL DEFAULT false;
