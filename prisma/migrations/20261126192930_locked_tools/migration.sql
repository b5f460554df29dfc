-- AlterTable
ALTER TABLE "SessionSettings" ADD COLUMN     "lockedTools" "SessionTool"[] DEFAULT ARRAY[]::"SessionTool"[];
